#!/bin/sh
# older.sh PACKAGE: "installed VERSION", then "older VERSION" for each older one that apt's lists have, in apt's order.
# Exit 3: PACKAGE is not installed.
export LC_ALL=C
installed=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null)
case $installed in 'installed '*) installed=${installed#installed } ;; *) exit 3 ;; esac
echo "installed $installed"
apt-cache madison "$1" | awk -F ' *[|] *' '$3 ~ / Packages$/ && !seen[$2]++ { print $2 }' | while read -r version; do
  if dpkg --compare-versions "$version" lt "$installed"; then echo "older $version"; fi
done
