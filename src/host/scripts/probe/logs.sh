#!/bin/sh
# The log files that syslog writes: "size mtime path".
for file in /var/log/syslog* /var/log/kern.log* /var/log/messages*; do
  [ ! -f "$file" ] || stat -L -c '%s %Y %n' "$file"
done
