-- Adds counts to what the fleet has counted of a route since its last cutover.
-- KEYS: evidence hash
-- ARGV: deadline (ms, Redis' clock), for how long it is kept (ms), how many fields at most,
--       then name and count, again and again
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
redis.call('HSETNX', KEYS[1], 'since', string.format('%.0f', now))
local room = tonumber(ARGV[3]) - redis.call('HLEN', KEYS[1])
for i = 4, #ARGV, 2 do
  local name = ARGV[i]
  if room <= 0 and redis.call('HEXISTS', KEYS[1], name) == 0 then
    -- Too many kinds of difference to be told apart are still differences.
    local what = string.match(name, '^(kind:)') or string.match(name, '^(path:)')
      or string.match(name, '^(noise:)')
    name = what and what .. '(other)' or name
  else
    room = room - 1
  end
  redis.call('HINCRBY', KEYS[1], name, ARGV[i + 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'OK', now}
