using Gantry.Archive.Objects;

namespace Gantry.BackendTests.Objects;

/// <summary>A store whose power can be cut: what was not synced is lost, block by block as a seed decides. Names and notes are durable at once, as the contract has it, but a new file's name only with its first sync.</summary>
internal sealed class VolatileStorage : ISegmentStorage
{
    private const int Block = 4096;
    private const int MaxReadyBytes = 1 << 20;
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Content> files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, byte[]> notes = new(StringComparer.Ordinal);

    private sealed class Content
    {
        public byte[] Now = [];
        public byte[] Durable = [];
        public bool IsNameDurable;
    }

    public string Name => "local";

    public long FreeBytes { get; set; } = long.MaxValue;

    public long ReadyBytes => 0;

    /// <summary>Power went: every call fails from here until <see cref="Restore"/>.</summary>
    public bool IsOff { get; private set; }

    /// <summary>The next writes find no room.</summary>
    public bool IsFull { get; set; }

    public void CutPower(int seed)
    {
        lock (gate)
        {
            IsOff = true;
            Random random = new(seed);
            foreach (string key in files.Keys.ToArray())
            {
                Content content = files[key];
                if (!content.IsNameDurable && random.Next(2) == 0)
                {
                    files.Remove(key);
                    continue;
                }

                int length = random.Next(2) == 0 ? content.Durable.Length : content.Now.Length;
                byte[] after = new byte[length];
                for (int at = 0; at < length; at += Block)
                {
                    byte[] from = random.Next(2) == 0 ? content.Now : content.Durable;
                    int take = Math.Max(0, Math.Min(Block, Math.Min(length, from.Length) - at));
                    from.AsSpan(Math.Min(at, from.Length), take).CopyTo(after.AsSpan(at));
                }

                (content.Now, content.Durable, content.IsNameDurable) = (after, [.. after], true);
            }
        }
    }

    public void Restore() => IsOff = false;

    public IReadOnlyList<string> List() => Locked(() => (IReadOnlyList<string>)[.. files.Keys]);

    public ISegmentFile Create(string key) => Locked(() =>
    {
        files.Add(key, new Content());
        return (ISegmentFile)new VolatileFile(this, files[key]);
    });

    public ISegmentFile CreateForFilling(string key, long expectedBytes) => Locked(() =>
    {
        // Ready ahead, as a durable file of zeros; only its name under this key is not durable yet.
        int length = (int)Math.Min(expectedBytes, MaxReadyBytes);
        files.Add(key, new Content { Now = new byte[length], Durable = new byte[length] });
        return (ISegmentFile)new VolatileFile(this, files[key]);
    });

    public ISegmentFile Open(string key) => Locked(() =>
        files.TryGetValue(key, out Content? content) ? (ISegmentFile)new VolatileFile(this, content) : throw new ObjectStoreException("no such segment", isTransient: false));

    public void Rename(string from, string to) => Locked(() =>
    {
        files.Add(to, files[from]);
        files.Remove(from);
        files[to].IsNameDurable = true;
        return 0;
    });

    public void Delete(string key) => Locked(() => files.Remove(key));

    public void WriteNote(string name, ReadOnlySpan<byte> content)
    {
        byte[] copy = content.ToArray();
        Locked(() => notes[name] = copy);
    }

    public IReadOnlyList<KeyValuePair<string, byte[]>> ReadNotes() => Locked(() => (IReadOnlyList<KeyValuePair<string, byte[]>>)[.. notes]);

    public void DeleteNote(string name) => Locked(() => notes.Remove(name));

    private T Locked<T>(Func<T> act)
    {
        lock (gate)
        {
            return IsOff ? throw new ObjectStoreException("power is off", isTransient: true) : act();
        }
    }

    private sealed class VolatileFile(VolatileStorage storage, Content content) : ISegmentFile
    {
        public long Length => storage.Locked(() => content.Now.Length);

        public int Read(long offset, Span<byte> buffer)
        {
            byte[] now = storage.Locked(() => content.Now);
            int take = (int)Math.Max(0, Math.Min(buffer.Length, now.Length - offset));
            now.AsSpan((int)Math.Min(offset, now.Length), take).CopyTo(buffer);
            return take;
        }

        public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces) => storage.Locked(() =>
        {
            if (storage.IsFull)
            {
                throw new ObjectStoreException("no room", isTransient: true) { IsFull = true };
            }

            byte[] grown = new byte[Math.Max(content.Now.Length, offset + pieces.Sum(p => (long)p.Length))];
            content.Now.CopyTo(grown, 0);
            foreach (ReadOnlyMemory<byte> piece in pieces)
            {
                piece.Span.CopyTo(grown.AsSpan((int)offset));
                offset += piece.Length;
            }

            content.Now = grown;
            return 0;
        });

        public void Sync() => storage.Locked(() =>
        {
            content.Durable = [.. content.Now];
            content.IsNameDurable = true;
            return 0;
        });

        public void Truncate(long length) => storage.Locked(() =>
        {
            byte[] cut = new byte[length];
            content.Now.AsSpan(0, (int)Math.Min(length, content.Now.Length)).CopyTo(cut);
            content.Now = cut;
            return 0;
        });

        public void Punch(long offset, long length) => storage.Locked(() =>
        {
            byte[] punched = [.. content.Now];
            punched.AsSpan((int)offset, (int)Math.Max(0, Math.Min(length, punched.Length - offset))).Clear();
            content.Now = punched;
            return 0;
        });

        public void Dispose()
        {
        }
    }
}
