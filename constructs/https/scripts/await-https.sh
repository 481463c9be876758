# Asks for HTTPS while a public name moves to a new container group, so that no client meets a wrong certificate.
#
# POSIX sh with curl. Parameters: HTTPS_WHEN (before or after the move), HTTPS_PUBLIC_NAME (which moves), HTTPS_DOMAINS
# (names that should lead to it), HTTPS_GROUP (the new group's own name), HTTPS_PATH, HTTPS_VERIFY (yes, or no for
# certificates that nobody trusts), HTTPS_DEADLINE (seconds) and HTTPS_LOGS (the command that shows the web server's
# logs).
#
# SLIPWAY_RESOLVER is honoured as by the health check; it finds the port in PROBE_PORT.
set -u
SECONDS_PER_ANSWER=20
SECONDS_BETWEEN=3

command -v curl >/dev/null || {
  echo "The check of the certificate needs curl; install it where Terraform runs." >&2
  exit 1
}
error=$(mktemp) || exit 1
trap 'rm -f "$error"' EXIT

# Prints where port $2 of the host $1 answers: HOST:PORT.
peer_of() {
  found=$1
  # Not quoted, so that the command may have arguments.
  [ -z "${SLIPWAY_RESOLVER:-}" ] || found=$(PROBE_PORT=$2 $SLIPWAY_RESOLVER "$1" 2>/dev/null | tail -n 1)
  case $found in
    *:*) echo "$found" ;;
    *) echo "${found:-$1}:$2" ;;
  esac
}

# Prints the IP address of the host $1, asked over plain HTTP so that no certificate is fetched; nothing without one.
address_of() {
  curl -q --silent --max-time 5 --connect-to "::$(peer_of "$1" 80)" --output /dev/null --write-out '%{remote_ip}' \
    "http://$1/" || true
}

# Whether the domain $1 leads where the public name does, and not, or not yet, elsewhere.
leads_here() {
  here=$(address_of "$HTTPS_PUBLIC_NAME")
  [ -n "$here" ] && [ "$(address_of "$1")" = "$here" ]
}

# Asks the host $2 for https://$1. Any answer is good, if the certificate is: the health check is another's task.
ask() {
  insecure=
  [ "$HTTPS_VERIFY" = yes ] || insecure=--insecure
  # -q: no configuration file, which could turn verification off.
  curl -q --silent --show-error ${insecure:+"$insecure"} --max-time "$SECONDS_PER_ANSWER" \
    --connect-to "::$(peer_of "$2" 443)" --output /dev/null "https://$1$HTTPS_PATH" 2>"$error"
}

# Asks the host $2 for https://$1 until it answers or the deadline is over.
await() {
  until ask "$1" "$2"; do
    echo "https://$1 at $2: $(head -n 1 "$error" | head -c 200)"
    [ "$(($(date +%s) + SECONDS_BETWEEN))" -lt "$end" ] || return 1
    sleep "$SECONDS_BETWEEN"
  done
  echo "https://$1 at $2 answers with a certificate."
}

# Whether https://$1 answers in public; asked a few times, for one answer may be lost.
answers_already() {
  for _ in 1 2 3; do
    ask "$1" "$1" && return 0
    sleep 1
  done
  return 1
}

# Says what went wrong ($1) and what that means ($2).
give_up() {
  echo "$1 Last error: $(head -n 1 "$error" | head -c 200)" >&2
  echo "The web server's logs: $HTTPS_LOGS" >&2
  echo "$2" >&2
  exit 1
}

# Before the move: a name that has a good certificate must keep one.
before() {
  for name in $HTTPS_PUBLIC_NAME $HTTPS_DOMAINS; do
    [ "$name" = "$HTTPS_PUBLIC_NAME" ] || leads_here "$name" || continue
    if answers_already "$name"; then
      await "$name" "$HTTPS_GROUP" ||
        give_up "https://$name has a good certificate, but the new container group has none for it." \
          "No traffic was moved to it; what ran before still runs."
    else
      echo "https://$name does not answer yet."
    fi
  done
}

# After the move: the certificates that are missing are fetched when somebody asks.
after() {
  if [ -z "$HTTPS_DOMAINS" ]; then
    await "$HTTPS_PUBLIC_NAME" "$HTTPS_GROUP" ||
      give_up "https://$HTTPS_PUBLIC_NAME leads to the new container group, which got no certificate for it." \
        "Deploy again when the cause is gone: the certificate is asked for again, and what ran before goes only then."
  fi
  for name in $HTTPS_DOMAINS; do
    if leads_here "$name"; then
      await "$name" "$HTTPS_GROUP" || give_up "https://$name leads here, but got no certificate." \
        "Deploy again when the cause is gone: the certificate is asked for again, and what ran before goes only then."
    else
      echo "$name does not lead here yet. In its DNS zone: $name CNAME $HTTPS_PUBLIC_NAME"
    fi
  done
}

end=$(($(date +%s) + HTTPS_DEADLINE))
"$HTTPS_WHEN"
