using System.Buffers;
using Gantry.Archive.Objects;

namespace Gantry.Backends.Sqlite;

/// <summary>
/// A frame table in few bytes: 0, frames, start, length and bits of a frame for native pixel data; 1, frames and then for each frame its fragments as (gap after the
/// fragment before, length) for encapsulated ones, where a frame of one fragment whose item header fills the gap needs its length alone. All numbers are varints.
/// </summary>
internal static class FrameTableBlob
{
    private const int ItemHeaderBytes = 8;

    public static void Write(FrameTable frames, ArrayBufferWriter<byte> output)
    {
        Put(output, frames.IsEncapsulated ? 1u : 0u);
        Put(output, (ulong)(frames.IsEncapsulated ? frames.Fragments.Count : frames.Count));
        if (!frames.IsEncapsulated)
        {
            Put(output, (ulong)frames.PixelData.Offset);
            Put(output, (ulong)frames.PixelData.Length);
            Put(output, (ulong)frames.BitsPerFrame);
            return;
        }

        long end = 0;
        foreach (IReadOnlyList<ByteRange> frame in frames.Fragments)
        {
            // (count - 1) * 2, plus one where every gap is an item header; then the gaps need not be written.
            bool isTight = true;
            long at = end;
            foreach (ByteRange fragment in frame)
            {
                isTight &= fragment.Offset == at + ItemHeaderBytes;
                at = fragment.Offset + fragment.Length;
            }

            Put(output, ((ulong)frame.Count << 1) | (isTight ? 1u : 0u));
            foreach (ByteRange fragment in frame)
            {
                if (!isTight)
                {
                    long gap = fragment.Offset - end;
                    Put(output, (ulong)((gap << 1) ^ (gap >> 63)));
                }

                Put(output, (ulong)fragment.Length);
                end = fragment.Offset + fragment.Length;
            }
        }
    }

    /// <summary>Null for no bytes, or bytes that are not of this form.</summary>
    public static FrameTable? Read(ReadOnlySpan<byte> blob)
    {
        if (!Varint.TryRead(ref blob, out ulong form) || !Varint.TryRead(ref blob, out ulong count) || count > int.MaxValue)
        {
            return null;
        }

        if (form == 0)
        {
            return Varint.TryRead(ref blob, out ulong start) && Varint.TryRead(ref blob, out ulong length) && Varint.TryRead(ref blob, out ulong bits)
                ? new FrameTable { Count = (int)count, IsEncapsulated = false, PixelData = new ByteRange((long)start, (long)length), BitsPerFrame = (long)bits }
                : null;
        }

        if (count > (ulong)blob.Length)
        {
            return null;
        }

        ByteRange[][] frames = new ByteRange[count][];
        long end = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            if (!Varint.TryRead(ref blob, out ulong head) || (head >> 1) > (ulong)blob.Length)
            {
                return null;
            }

            frames[i] = new ByteRange[head >> 1];
            for (int j = 0; j < frames[i].Length; j++)
            {
                ulong gap = ItemHeaderBytes << 1;
                if (((head & 1) == 0 && !Varint.TryRead(ref blob, out gap)) || !Varint.TryRead(ref blob, out ulong length))
                {
                    return null;
                }

                long offset = end + ((long)(gap >> 1) ^ -(long)(gap & 1));
                frames[i][j] = new ByteRange(offset, (long)length);
                end = offset + (long)length;
            }
        }

        return new FrameTable { Count = frames.Length, IsEncapsulated = true, Fragments = frames };
    }

    private static void Put(ArrayBufferWriter<byte> output, ulong value) => output.Advance(Varint.Write(output.GetSpan(Varint.MaxBytes), value));
}
