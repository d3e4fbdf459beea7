using System.IO.Pipelines;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Corrections;

/// <summary>An instance as it leaves the archive after its corrections: the attributes written anew, in memory, and the rest, pixels among it, as a range of the stored object.</summary>
/// <param name="Place">The stored object.</param>
/// <param name="Before">The first bytes: meta information and attributes.</param>
/// <param name="DatasetOffset">Where the data set starts within them.</param>
/// <param name="Range">Of the stored object, what follows.</param>
/// <param name="Behind">What follows that.</param>
public sealed record CorrectedObject(ObjectPlace Place, ReadOnlyMemory<byte> Before, int DatasetOffset, ByteRange Range, ReadOnlyMemory<byte> Behind)
{
    /// <summary>Bytes of the PS3.10 file.</summary>
    public long Length => Before.Length + Range.Length + Behind.Length;

    /// <summary>Copies a range of the PS3.10 file into a pipe.</summary>
    /// <exception cref="ObjectStoreException">The stored object cannot be read.</exception>
    public async ValueTask CopyToAsync(IObjectReader objects, long offset, long length, PipeWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(output);
        long end = offset + length;
        if (Part(offset, end, 0, Before.Length) is { Length: > 0 } first)
        {
            await output.WriteAsync(Before.Slice((int)first.Offset, (int)first.Length), cancellationToken).ConfigureAwait(false);
        }

        if (Part(offset, end, Before.Length, Range.Length) is { Length: > 0 } second)
        {
            await objects.CopyToAsync(Place, Range.Offset + second.Offset, second.Length, output, cancellationToken).ConfigureAwait(false);
        }

        if (Part(offset, end, Before.Length + Range.Length, Behind.Length) is { Length: > 0 } third)
        {
            await output.WriteAsync(Behind.Slice((int)third.Offset, (int)third.Length), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The whole PS3.10 file.</summary>
    /// <exception cref="ObjectStoreException">The stored object cannot be read.</exception>
    public async ValueTask<byte[]> ReadAsync(IObjectReader objects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        Before.CopyTo(bytes);
        await objects.ReadAsync(Place, Range.Offset, bytes.AsMemory(Before.Length, (int)Range.Length), cancellationToken).ConfigureAwait(false);
        Behind.CopyTo(bytes.AsMemory(Before.Length + (int)Range.Length));
        return bytes;
    }

    /// <summary>What of a wanted range lies in a piece, counted from the piece's start.</summary>
    private static ByteRange Part(long from, long to, long start, long length)
    {
        long first = Math.Max(from, start);
        long last = Math.Min(to, start + length);
        return new ByteRange(first - start, Math.Max(0, last - first));
    }
}
