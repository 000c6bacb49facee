-- Changes the routing state if it still is at the expected revision, and says so to the fleet.
-- KEYS: routing hash, audit stream
-- ARGV: deadline (ms, Redis' clock), expected number, expected id, new number, new id,
--       '1' to forget all other routes, audit event, channel, then (op, route id, document) ...
--       op 's' stamps the document with Redis' time, 'k' keeps it as it is, 'd' forgets the route.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
local current = redis.call('HMGET', KEYS[1], '#rev', '#id', '#parent')
local number = current[1] or '0'
local id = current[2] or ''
if number ~= ARGV[2] or id ~= ARGV[3] then
  return {'STALE', now, number, id, current[3] or ''}
end
-- First what could fail: after it nothing does, so that there is no half of a change.
redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'event', ARGV[7])
if ARGV[6] == '1' then
  redis.call('DEL', KEYS[1])
end
-- Many fields a call: one call for each of 10,000 routes takes a multiple of the time.
local stamp = '{"changedAt":' .. string.format('%.0f', now)
local set, gone = {}, {}
local function flush(command, words, least)
  if #words > least then
    redis.call(command, KEYS[1], unpack(words))
    return {}
  end
  return words
end
for i = 9, #ARGV, 3 do
  local field = 'r:' .. ARGV[i + 1]
  if ARGV[i] == 'd' then
    gone[#gone + 1] = field
    gone = flush('HDEL', gone, 999)
  else
    local document = ARGV[i + 2]
    if ARGV[i] == 's' then
      document = stamp .. string.sub(document, 15)
    end
    set[#set + 1] = field
    set[#set + 1] = document
    set = flush('HSET', set, 999)
  end
end
flush('HSET', set, 0)
flush('HDEL', gone, 0)
redis.call('HSET', KEYS[1], '#v', '1', '#rev', ARGV[4], '#id', ARGV[5], '#parent', id)
redis.call('PUBLISH', ARGV[8], ARGV[4])
return {'OK', now, id}
