#!/bin/sh
# /proc/cpuinfo: the first CPU whole, of the others the number and the revision. (256 CPUs have half a megabyte of flags.)
awk '
  /^processor[ \t]*:/ { cpus++; if (cpus > 1) print "" }
  cpus <= 1 || /^(processor|microcode)[ \t]*:/ { print }
' /proc/cpuinfo
