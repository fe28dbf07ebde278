#!/bin/sh
# Every sources file that apt reads: "path kind", kind being file, folder, other or denied; then its base64, then an empty line.
# With them files of entries that apt passes over for their names ("path ignored"), the switch by which a helper script
# silences apt's hint about firmware ("path silences"), and whose lists apt has ("path origin NAME").
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
for file in /etc/apt/sources.list.d/*; do
  case $file in *.list | *.sources) continue ;; esac
  if [ -f "$file" ] && grep -qsE '^[[:blank:]]*(deb(-src)?[[:blank:]]|[Tt]ypes:)' "$file"; then echo "$file ignored"; fi
done
grep -m1 -sH '^Origin: ' /var/lib/apt/lists/*Release | sed 's/:Origin: / origin /'
grep -ls 'SourceListWarnings::NonFreeFirmware.*false' /etc/apt/apt.conf.d/* | sed 's/$/ silences/'
