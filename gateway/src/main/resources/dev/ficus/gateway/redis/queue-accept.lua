-- Takes a message, once and if there is room.
-- ARGV: deadline, id, document, how many messages at most, how many bytes, dedupe digest or '',
--   its window (ms), fingerprint or '-', ttl of the result (ms) or 0
-- Answer: 'OK', now, STORED, DUPLICATE, CONFLICT, FULL or UNSUBSCRIBED, then the id, or the limit
local id, document, digest = ARGV[2], ARGV[3], ARGV[6]
local ttl = tonumber(ARGV[9])
if digest ~= '' then
  local known = redis.call('GET', root .. 'd:' .. digest)
  if known then
    local before, fingerprint = string.match(known, '^(%S+) (%S+)$')
    if fingerprint ~= ARGV[8] then
      return {'OK', now, 'CONFLICT', before}
    end
    return {'OK', now, 'DUPLICATE', before}
  end
end
local said = redis.call('HMGET', meta, 'attached', 'messages', 'bytes', 'accepted', 'swept', 'idle')
if not said[1] or said[1] == '' then
  return {'OK', now, 'UNSUBSCRIBED', ''}
end
local swept = tonumber(said[5])
if not swept or now - swept >= 1000 or swept > now then
  sweep()
  said[3] = redis.call('HGET', meta, 'bytes')
end
local words = {'d', document, 'e', ''}
local size = #document + MESSAGE_COST
for name in string.gmatch(said[1], '%S+') do
  words[#words + 1] = 'u:' .. name
  words[#words + 1] = '0 0 0 0 - '
  size = size + SUBSCRIBER_COST
end
local held, window = 0, tonumber(ARGV[7])
if digest ~= '' then
  if ttl > 0 then
    -- It is remembered as long as the request, and counted with it.
    size = size + DEDUPE_COST
  else
    held = DEDUPE_COST
  end
end
local messages, bytes = tonumber(said[2]) or 0, tonumber(said[3]) or 0
if messages + 1 > tonumber(ARGV[4]) then
  return {'OK', now, 'FULL', 'messages'}
end
if bytes + size + held > tonumber(ARGV[5]) then
  return {'OK', now, 'FULL', 'bytes'}
end
local entry = redis.call('XADD', stream, '*', 'm', id)
words[4] = entry .. ' ' .. whole(size) .. ' ' .. ARGV[9] .. ' '
  .. (ttl > 0 and digest ~= '' and digest or '-')
redis.call('HSET', root .. 'm:' .. id, unpack(words))
redis.call('HSET', meta, 'messages', whole(messages + 1), 'bytes', whole(bytes + size + held),
  'accepted', whole((tonumber(said[4]) or 0) + 1))
if digest ~= '' then
  local value = id .. ' ' .. ARGV[8]
  if ttl > 0 then
    redis.call('SET', root .. 'd:' .. digest, value)
  else
    redis.call('SET', root .. 'd:' .. digest, value, 'PX', ARGV[7])
    -- Counted until the end of the slice in which it expires.
    local slice = math.max(1000, math.floor(window / 64))
    local bucket = whole((math.floor((now + window) / slice) + 1) * slice)
    redis.call('HINCRBY', root .. 'dedupe', bucket, DEDUPE_COST)
  end
end
if said[6] == '1' then
  redis.call('HDEL', meta, 'idle')
  tell('arrivals')
end
return {'OK', now, 'STORED', id}
