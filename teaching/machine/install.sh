#!/usr/bin/env bash
# The steps that make a Debian or Ubuntu machine one that grades: what the Dockerfile
# beside this file runs, and what you run where there is no Docker. As root, in a clone
# of the repository:
#
#     bash teaching/machine/install.sh [FOLDER] [USER]
#
# FOLDER (/srv/grading) gets a Python with the grader and what the exercises import;
# USER (grader) is made if there is none, and grades. Nothing else changes.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-/srv/grading}
user=${2:-grader}

# What pip cannot install: Python itself, and the library that filters system calls.
missing=()
python3 -c "import ensurepip" 2>/dev/null || missing+=(python3-venv)
ldconfig -p | grep -q libseccomp.so.2 || missing+=(libseccomp2)
if ((${#missing[@]})); then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >/dev/null
  apt-get install -qy --no-install-recommends "${missing[@]}" >/dev/null
fi

python3 -m venv "$folder"
"$folder/bin/pip" install -q -c constraints.txt ".[torch]" ./proctor scikit-learn

# An ordinary user: who grades has no rights to lose.
id "$user" >/dev/null 2>&1 || useradd --create-home "$user"
echo "Now, as $user: $folder/bin/proctor doctor"
