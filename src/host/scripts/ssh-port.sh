#!/bin/sh
# ssh-port.sh: the port at which sshd of this host took the connection, whatever port led there from outside; nothing where ssh did not.
echo "${SSH_CONNECTION##* }"
