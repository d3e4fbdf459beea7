namespace Gantry.Server.DicomWeb.Rendered;

/// <summary>The pictures that were made last, at most so many bytes of them. What is not there is made again.</summary>
internal sealed class PictureCache(long maxBytes)
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, ReadOnlyMemory<byte> Picture)>> byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, ReadOnlyMemory<byte> Picture)> byUse = new();
    private long bytes;

    /// <summary>The picture; empty when it is not there.</summary>
    public ReadOnlyMemory<byte> Find(string key)
    {
        lock (guard)
        {
            if (!byKey.TryGetValue(key, out LinkedListNode<(string Key, ReadOnlyMemory<byte> Picture)>? node))
            {
                return default;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Picture;
        }
    }

    /// <summary>Keeps a picture, unless it would take more than an eighth of the room.</summary>
    public void Add(string key, ReadOnlyMemory<byte> picture)
    {
        if (picture.Length > maxBytes / 8)
        {
            return;
        }

        lock (guard)
        {
            if (byKey.ContainsKey(key))
            {
                return;
            }

            byKey.Add(key, byUse.AddFirst((key, picture)));
            bytes += picture.Length;
            while (bytes > maxBytes && byUse.Last is { } oldest)
            {
                byUse.RemoveLast();
                byKey.Remove(oldest.Value.Key);
                bytes -= oldest.Value.Picture.Length;
            }
        }
    }
}
