using System.Buffers;
using System.IO.Pipelines;
using Gantry.Archive.Objects;

namespace Gantry.Testing.Archive;

/// <summary>Objects in memory, each under its own key.</summary>
public sealed class MemoryObjects : IObjectReader
{
    private readonly Dictionary<string, byte[]> objects = [];

    /// <summary>How many ranges have been read.</summary>
    public int Reads { get; private set; }

    public ObjectPlace Add(byte[] bytes)
    {
        string key = $"object-{objects.Count + 1}";
        objects.Add(key, bytes);
        return new ObjectPlace("memory", key, 0, bytes.Length);
    }

    public async ValueTask CopyToAsync(ObjectPlace place, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        output.Write(Range(place, offset, length).Span);
        await output.FlushAsync(cancellationToken);
    }

    public ValueTask ReadAsync(ObjectPlace place, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Range(place, offset, buffer.Length).CopyTo(buffer);
        return ValueTask.CompletedTask;
    }

    private ReadOnlyMemory<byte> Range(ObjectPlace place, long offset, long length)
    {
        Reads++;
        return objects.TryGetValue(place.Key, out byte[]? bytes) && offset + length <= place.Length
            ? bytes.AsMemory((int)(place.Offset + offset), (int)length)
            : throw new ObjectStoreException("The range is not there.", isTransient: false);
    }
}
