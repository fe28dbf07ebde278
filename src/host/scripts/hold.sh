#!/bin/sh
# hold.sh hold|unhold PACKAGE: has apt leave PACKAGE alone, or lets it go on. Exit 3: apt-mark ended well, and it is not so.
# Otherwise apt-mark's exit status.
export LC_ALL=C
apt-mark "$1" "$2" || exit
held=$(apt-mark showhold "$2") || exit
case $1 in
  hold) [ -n "$held" ] || exit 3 ;;
  *) [ -z "$held" ] || exit 3 ;;
esac
