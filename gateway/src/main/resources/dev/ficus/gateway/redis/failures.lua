-- Writes failed requests down, and lets go of those that are too many or too old.
-- KEYS: ledger stream
-- ARGV: deadline (ms, Redis' clock), how many at most, for how long (ms), documents ...
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
for i = 4, #ARGV do
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'failed', ARGV[i])
end
redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', now - ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {'OK', now}
