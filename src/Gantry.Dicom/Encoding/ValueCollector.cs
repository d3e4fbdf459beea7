using System.Buffers;

namespace Gantry.Dicom.Encoding;

/// <summary>Puts together a value that came in several pieces; memory grows with the bytes that are there, never with what was declared.</summary>
internal sealed class ValueCollector : IDisposable
{
    private byte[] buffer = [];
    private int count;

    public bool IsEmpty => count == 0;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, count);

    /// <param name="bytes">The next bytes of the value.</param>
    /// <param name="following">Bytes that are still to come.</param>
    public void Append(ReadOnlySpan<byte> bytes, long following)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        int needed = count + bytes.Length;
        if (needed > buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(needed + following, Math.Max(256, 2L * needed)));
            Bytes.CopyTo(larger);
            Release();
            buffer = larger;
        }

        bytes.CopyTo(buffer.AsSpan(count));
        count = needed;
    }

    public void Clear() => count = 0;

    public void Dispose()
    {
        Release();
        count = 0;
    }

    private void Release()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }
}
