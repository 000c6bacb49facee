-- Who is subscribed, and what an operator does to a subscriber's messages.
-- ARGV: deadline, operation, and
--   subscribe: name and 'now' or 'oldest' of each    -> names added, returned, detached
--   forget:    name                                  -> DONE, MORE, ATTACHED or UNKNOWN; how many
--   pause, resume: name                              -> 1, or 0 if unknown
--   replay, discard: name, ids                       -> how many
--   repin:     name                                  -> how many
--   sweep
-- Answer: 'OK', now, then what the arrow says.
local operation, name = ARGV[2], ARGV[3]
local MOST = 500
local manage = {}

local function names(field)
  local all, order = {}, {}
  for one in string.gmatch(redis.call('HGET', meta, field) or '', '%S+') do
    all[one] = true
    order[#order + 1] = one
  end
  return all, order
end

local function write(field, order)
  redis.call('HSET', meta, field, #order > 0 and table.concat(order, ' ') .. ' ' or '')
end

local function without(order, gone)
  local rest = {}
  for _, one in ipairs(order) do
    if not gone[one] then
      rest[#rest + 1] = one
    end
  end
  return rest
end

local function add(one, from, accepted)
  pcall(redis.call, 'XGROUP', 'DESTROY', stream, one)
  redis.call('XGROUP', 'CREATE', stream, one, from == 'oldest' and '0' or '$', 'MKSTREAM')
  local base, joined = accepted, ''
  if from == 'oldest' then
    local length = redis.call('XLEN', stream)
    if length > 0 then
      base = accepted - length
      joined = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1][1]
    end
  end
  redis.call('HSET', root .. 's:' .. one, 'state', 'attached', 'base', whole(base), 'taken', '0',
    'joined', joined)
end

function manage.subscribe()
  local attached, inOrder = names('attached')
  local detached, outOrder = names('detached')
  local accepted = tonumber(redis.call('HGET', meta, 'accepted') or 0)
  local wanted, order, added, returned, gone = {}, {}, {}, {}, {}
  for i = 3, #ARGV, 2 do
    local one = ARGV[i]
    wanted[one] = true
    order[#order + 1] = one
    if detached[one] then
      -- What came meanwhile is not for it.
      local away = accepted - redis.call('HGET', root .. 's:' .. one, 'until')
      redis.call('HINCRBY', root .. 's:' .. one, 'base', whole(away))
      redis.call('HSET', root .. 's:' .. one, 'state', 'attached')
      returned[#returned + 1] = one
    elseif not attached[one] then
      add(one, ARGV[i + 1], accepted)
      added[#added + 1] = one
    end
  end
  local out = without(outOrder, wanted)
  for _, one in ipairs(inOrder) do
    if not wanted[one] then
      redis.call('HSET', root .. 's:' .. one, 'state', 'detached', 'until', whole(accepted))
      gone[#gone + 1] = one
      out[#out + 1] = one
    end
  end
  write('attached', order)
  write('detached', out)
  tell('arrivals')
  return {table.concat(added, ' '), table.concat(returned, ' '), table.concat(gone, ' ')}
end

function manage.forget()
  local state = redis.call('HGET', root .. 's:' .. name, 'state')
  if state ~= 'detached' then
    return {state and 'ATTACHED' or 'UNKNOWN', 0}
  end
  local count = 0
  for _, set in ipairs({'leased:', 'retry:', 'dead:', 'replay:'}) do
    for _, id in ipairs(redis.call('ZRANGE', root .. set .. name, 0, MOST - 1)) do
      finish(name, id)
      count = count + 1
    end
  end
  if count > 0 then
    return {'MORE', count}
  end
  local read = redis.call('XREADGROUP', 'GROUP', name, '-', 'COUNT', MOST, 'NOACK', 'STREAMS',
    stream, '>')
  if read then
    for _, entry in ipairs(read[1][2]) do
      local id = entry[2] and entry[2][2]
      if id and field(id, 'u:' .. name) then
        finish(name, id)
        count = count + 1
      end
    end
    return {'MORE', count}
  end
  redis.call('XGROUP', 'DESTROY', stream, name)
  redis.call('DEL', root .. 's:' .. name)
  local _, order = names('detached')
  write('detached', without(order, {[name] = true}))
  return {'DONE', 0}
end

local function known()
  return redis.call('EXISTS', root .. 's:' .. name) == 1
end

function manage.pause()
  if not known() then
    return {0}
  end
  redis.call('HSET', root .. 's:' .. name, 'paused', '1')
  return {1}
end

function manage.resume()
  if not known() then
    return {0}
  end
  redis.call('HDEL', root .. 's:' .. name, 'paused')
  tell('arrivals')
  return {1}
end

function manage.replay()
  local count = 0
  for i = 4, #ARGV do
    local id = ARGV[i]
    local text = field(id, 'u:' .. name)
    if text and redis.call('ZREM', root .. 'dead:' .. name, id) == 1 then
      local state = parse(text)
      state.attempts, state.lapses, state.epoch = 0, 0, 0
      save(name, id, state)
      redis.call('ZADD', root .. 'replay:' .. name, whole(now), id)
      count = count + 1
    end
  end
  if count > 0 then
    tell('arrivals')
  end
  return {count}
end

local function waits(id)
  for _, set in ipairs({'leased:', 'retry:', 'dead:', 'replay:'}) do
    if redis.call('ZSCORE', root .. set .. name, id) then
      return false
    end
  end
  return true
end

function manage.discard()
  local count = 0
  for i = 4, #ARGV do
    local id = ARGV[i]
    if field(id, 'u:' .. name) then
      if waits(id) then
        redis.call('HINCRBY', root .. 's:' .. name, 'taken', 1)
      end
      finish(name, id)
      count = count + 1
    end
  end
  return {count}
end

function manage.repin()
  if not known() then
    return {0}
  end
  redis.call('HINCRBY', root .. 's:' .. name, 'side', 1)
  return {redis.call('ZCARD', root .. 'leased:' .. name)
    + redis.call('ZCARD', root .. 'retry:' .. name)}
end

function manage.sweep()
  sweep()
  return {}
end

insist()
local said = manage[operation]()
return {'OK', now, unpack(said)}
