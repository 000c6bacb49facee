-- Raises when routes last needed legacy. A clock that is ahead dates nothing into the future.
-- KEYS: moments of legacy's last answers, moments of the last fallbacks
-- ARGV: deadline (ms, Redis' clock), then route and its two moments (ms), again and again
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
for i = 2, #ARGV, 3 do
  for kind = 1, 2 do
    local at = math.min(tonumber(ARGV[i + kind]), now)
    local before = tonumber(redis.call('HGET', KEYS[kind], ARGV[i]) or '0') or 0
    if at > before then
      redis.call('HSET', KEYS[kind], ARGV[i], string.format('%.0f', at))
    end
  end
end
return {'OK', now}
