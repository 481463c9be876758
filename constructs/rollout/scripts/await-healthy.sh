# Waits until a new container group answers its health check, so that no traffic moves to it before.
#
# POSIX sh with curl, or with wget where there is no curl: what HCP Terraform's workers and the hashicorp/terraform
# image have between them. Parameters: PROBE_HOST, PROBE_PORT, PROBE_PATH, PROBE_STATUS, PROBE_ATTEMPTS,
# PROBE_INTERVAL and PROBE_DEADLINE (seconds), PROBE_LOGS (the command that shows the group's logs).
#
# SLIPWAY_RESOLVER, when set, is a command that prints the address (ADDRESS or ADDRESS:PORT, last line) of the host name
# it is given, and replaces the machine's own resolver: SLIPWAY_RESOLVER="dig +short @10.0.0.53".
set -u
MOST_SECONDS_PER_ANSWER=10
line_end='
'

# Sets `peer`, where to connect to.
find_peer() {
  peer=$PROBE_HOST:$PROBE_PORT
  [ -n "${SLIPWAY_RESOLVER:-}" ] || return 0
  # Not quoted, so that the command may have arguments.
  found=$($SLIPWAY_RESOLVER "$PROBE_HOST" | tail -n 1)
  case $found in
    '') return 1 ;;
    *:*) peer=$found ;;
    *) peer=$found:$PROBE_PORT ;;
  esac
}

# Runs a command. Sets `body` to the start of what it prints, in one line, `messages` to its messages, and `ended` to its
# exit status. In variables only: a file would be left behind when Terraform is killed.
capture() {
  captured=$(
    {
      messages=$({ { "$@"; echo "$?" >&2; } | { head -c 200 | tr -c ' -~' ' '; cat >/dev/null; } >&3; } 2>&1)
      echo
      echo "$messages"
    } 3>&1
  )
  body=${captured%%"$line_end"*}
  messages=${captured#*"$line_end"}
  ended=${messages##*"$line_end"}
  messages=${messages%"$ended"}
}

# Asks once, for at most $1 seconds. Sets `status` to the HTTP status of a complete answer, else to 000, and `last` to
# the answer in one line.
ask() {
  status=000
  last="no complete answer (SLIPWAY_RESOLVER printed no address)"
  find_peer || return 0
  if command -v curl >/dev/null; then
    # -q: no configuration file, which could follow redirects or print more.
    capture curl -q --silent --show-error --max-time "$1" --connect-to "::$peer" \
      --write-out '%{stderr}HTTP/ %{http_code}\n' "http://$PROBE_HOST:$PROBE_PORT$PROBE_PATH"
    complete=0
  else
    capture timeout "$1" wget -S -O - --header "Host: $PROBE_HOST:$PROBE_PORT" "http://$peer$PROBE_PATH"
    # From 300 on wget ends with an error in any case.
    complete=300
  fi
  # The first status is the answer; wget may have followed a redirect since.
  seen=$(echo "$messages" | sed -n 's/^ *HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p' | head -n 1)
  if [ "$ended" = 0 ] || { [ "$complete" -gt 0 ] && [ "${seen:-0}" -ge "$complete" ]; }; then
    status=${seen:-000}
    last="status $status $body"
  else
    last="no complete answer ($(echo "$messages" | sed -e '/^HTTP/d' -e '/^$/d' | tail -n 1 | head -c 200))"
  fi
}

give_up() {
  echo "The new container group is not healthy: $1." >&2
  echo "Asked http://$PROBE_HOST:$PROBE_PORT$PROBE_PATH for status $PROBE_STATUS; last answer: $last" >&2
  echo "Its logs: $PROBE_LOGS" >&2
  echo "No traffic was moved to it; what ran before still runs." >&2
  exit 1
}

command -v curl >/dev/null || command -v wget >/dev/null || {
  echo "The health check needs curl or wget; install one of them where Terraform runs." >&2
  exit 1
}

end=$(($(date +%s) + PROBE_DEADLINE))
attempt=1
while :; do
  left=$((end - $(date +%s)))
  [ "$left" -lt "$MOST_SECONDS_PER_ANSWER" ] || left=$MOST_SECONDS_PER_ANSWER
  ask "$left"
  echo "attempt $attempt of $PROBE_ATTEMPTS: $last"
  [ "$status" != "$PROBE_STATUS" ] || exit 0
  [ "$attempt" -lt "$PROBE_ATTEMPTS" ] || give_up "$PROBE_ATTEMPTS attempts failed"
  attempt=$((attempt + 1))
  left=$((end - $(date +%s)))
  [ "$left" -gt "$PROBE_INTERVAL" ] || give_up "the deadline of $PROBE_DEADLINE s leaves no time for another attempt"
  sleep "$PROBE_INTERVAL"
done
