#!/bin/sh
# Every sources file that apt reads: "path kind", kind being file, folder, other or denied; then its base64, then an empty line.
# With them the switch by which a helper script silences apt's hint about firmware.
cd /etc/apt || exit 3
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  if [ -f "$file" ]; then
    if [ -r "$file" ]; then
      echo "$file file"
      head -c 1048576 "$file" | base64
    else
      echo "$file denied"
    fi
  elif [ -d "$file" ]; then
    echo "$file folder"
  elif [ -e "$file" ]; then
    echo "$file other"
  fi
  echo
done
grep -ls 'SourceListWarnings::NonFreeFirmware.*false' /etc/apt/apt.conf.d/* | sed 's/$/ silences/'
