#!/bin/sh
# uname of a test host: release and version are those of the kernel that such a host runs; the rest is real.
{ read -r release && read -r version; } 2>/dev/null </usr/lib/test-host/kernel || exec /usr/lib/test-host/uname.real "$@"
case $* in
-r) echo "$release" ;;
-v) echo "$version" ;;
-a) echo "Linux $(/usr/lib/test-host/uname.real -n) $release $version x86_64 GNU/Linux" ;;
-sr | -rs) echo "Linux $release" ;;
*) exec /usr/lib/test-host/uname.real "$@" ;;
esac
