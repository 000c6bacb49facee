-- What all scripts of a queue begin with. Everything of one route lies under one hash tag, so on a
-- Cluster one node holds it all, and keys that are found only while a script runs are there too.
-- KEYS[1] is the route's '…{q:<route>}:meta'; the others are named after it:
--   meta          hash: attached and detached (names, each with a space behind it), messages, bytes,
--                 accepted, idle ('1' when a subscriber has run dry), swept (when)
--   stream        ids of messages in the order of their coming; a consumer group a subscriber
--   m:<id>        hash of a message: d (document), e (stream entry, size, ttl of the result or 0,
--                 dedupe key or -), and u:<subscriber> for each that has not finished with it:
--                 attempts, lapses, epoch of the lease or 0, generation and word of the side, reason
--   s:<name>      hash of a subscriber: state, paused, base, taken, until, joined, tat, epoch, side,
--                 done
--   leased:, retry:, dead:, replay:<name>   sorted sets of ids by lapse, due time, death, replay
--   d:<digest>    a dedupe key: id, fingerprint
--   dedupe        hash: bytes of dedupe keys by when the last of them has expired
--   r:<id>        hash of a finished request: state, at, until, gone, reason, d (answer)
--   results       sorted set of finished requests' ids by expiry;  results:bytes  hash of their sizes
-- How many wait for a subscriber is accepted - base - taken: nothing is counted while accepting.
-- ARGV[1] is the deadline (ms, Redis' clock); answers begin with a word and Redis' time.
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
local root = string.sub(KEYS[1], 1, -5)
local meta = KEYS[1]
local stream = root .. 'stream'

-- A Redis that is full refuses what would take memory, unless the script has written something before.
-- Only accepting is to be refused: everything else leads to memory being given back.
local function insist()
  redis.pcall('ZREM', root .. 'results', '')
end

-- What a dedupe key costs, and a message or a result beyond its document.
local DEDUPE_COST, MESSAGE_COST, SUBSCRIBER_COST = 250, 500, 100

local function whole(number)
  return string.format('%.0f', number)
end

local function tell(kind)
  redis.call('PUBLISH', root .. kind, '')
end

-- Lets go of what has expired, a part at a time.
local function sweep()
  local freed = 0
  local expired = redis.call('ZRANGEBYSCORE', root .. 'results', '-inf', now, 'LIMIT', 0, 200)
  for _, id in ipairs(expired) do
    freed = freed + (tonumber(redis.call('HGET', root .. 'results:bytes', id)) or 0)
    redis.call('HDEL', root .. 'r:' .. id, 'd', 'reason')
    redis.call('HDEL', root .. 'results:bytes', id)
    redis.call('ZREM', root .. 'results', id)
  end
  local buckets = redis.call('HGETALL', root .. 'dedupe')
  for i = 1, #buckets, 2 do
    if tonumber(buckets[i]) <= now then
      freed = freed + tonumber(buckets[i + 1])
      redis.call('HDEL', root .. 'dedupe', buckets[i])
    end
  end
  redis.call('HSET', meta, 'swept', whole(now))
  if freed > 0 then
    redis.call('HINCRBY', meta, 'bytes', whole(-freed))
  end
end

-- Of a message; false if it has none, or if something else lies under the message's name.
local function field(id, name)
  local value = redis.pcall('HGET', root .. 'm:' .. id, name)
  return type(value) == 'string' and value
end

-- Of u:<subscriber>; begins anew with what is none.
local function parse(text)
  local attempts, lapses, epoch, generation, side, reason =
    string.match(text, '^(%d+) (%d+) (%d+) (%d+) (%S+) (.*)$')
  if not attempts then
    return {attempts = 0, lapses = 0, epoch = 0, generation = '0', side = '-', reason = ''}
  end
  return {attempts = tonumber(attempts), lapses = tonumber(lapses), epoch = tonumber(epoch),
    generation = generation, side = side, reason = reason}
end

local function save(name, id, state)
  redis.call('HSET', root .. 'm:' .. id, 'u:' .. name,
    whole(state.attempts) .. ' ' .. whole(state.lapses) .. ' ' .. whole(state.epoch) .. ' '
      .. state.generation .. ' ' .. state.side .. ' ' .. state.reason)
end

-- Keeps the result of a stored request, for as long as it said, and that there was one as long again.
local function keep(id, state, reason, answer, size, ttl, dedupe)
  local result = root .. 'r:' .. id
  redis.call('HSET', result, 'state', state, 'at', whole(now), 'until', whole(now + ttl),
    'gone', whole(now + 2 * ttl), 'reason', reason, 'd', answer)
  redis.call('PEXPIRE', result, whole(2 * ttl))
  local bytes = #answer + #reason + MESSAGE_COST
  if dedupe ~= '-' then
    redis.call('PEXPIRE', root .. 'd:' .. dedupe, whole(ttl))
    bytes = bytes + DEDUPE_COST
  end
  redis.call('ZADD', root .. 'results', whole(now + ttl), id)
  redis.call('HSET', root .. 'results:bytes', id, whole(bytes))
  redis.call('HINCRBY', meta, 'bytes', whole(bytes))
  tell('finished')
end

-- A subscriber needs the message no more; the last one takes it away. For a stored request, 'state'
-- and what follows say how it ended.
local function finish(name, id, state, reason, answer)
  local message = root .. 'm:' .. id
  redis.pcall('HDEL', message, 'u:' .. name)
  for _, set in ipairs({'leased:', 'retry:', 'dead:', 'replay:'}) do
    redis.call('ZREM', root .. set .. name, id)
  end
  local fields = redis.pcall('HLEN', message)
  if type(fields) == 'number' and fields > 2 then
    return
  end
  local entry, size, ttl, dedupe =
    string.match(field(id, 'e') or '', '^(%d+%-%d+) (%d+) (%d+) (%S+)$')
  if redis.call('DEL', message) == 0 then
    return
  end
  redis.call('HINCRBY', meta, 'messages', -1)
  if not entry then
    return
  end
  redis.call('XDEL', stream, entry)
  redis.call('HINCRBY', meta, 'bytes', '-' .. size)
  if tonumber(ttl) > 0 then
    if state then
      keep(id, state, reason, answer, tonumber(size), tonumber(ttl), dedupe)
    elseif dedupe ~= '-' then
      redis.call('DEL', root .. 'd:' .. dedupe)
    end
  end
end

-- Another attempt is of no use: a stored request has failed, anything else is a dead letter.
local function bury(name, id, state, reason, answer)
  local ttl = string.match(field(id, 'e') or '', '^%S+ %d+ (%d+)')
  if ttl and tonumber(ttl) > 0 then
    finish(name, id, 'failed', reason, answer)
    return
  end
  state.epoch = 0
  state.reason = reason
  save(name, id, state)
  redis.call('ZREM', root .. 'leased:' .. name, id)
  redis.call('ZADD', root .. 'dead:' .. name, whole(now), id)
end
