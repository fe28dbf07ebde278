#!/bin/sh
# tls.sh FOLDER: a private authority and a certificate for the Proxmox names that the front answers, made once.
set -eu
folder=$1
mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9
[ ! -e "$folder/complete" ] || exit 0
cd "$folder"
names=subjectAltName=DNS:enterprise.proxmox.com,DNS:download.proxmox.com
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=PVE Doctor test hosts' -keyout ca.key -out ca.crt 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj '/CN=enterprise.proxmox.com' -keyout front.key -out front.csr 2>/dev/null
echo "$names" >names
openssl x509 -req -in front.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out front.crt -extfile names 2>/dev/null
: >complete
