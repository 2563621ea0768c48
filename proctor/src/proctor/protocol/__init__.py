"""What crosses between the processes: data, bounded and checked on arrival."""
