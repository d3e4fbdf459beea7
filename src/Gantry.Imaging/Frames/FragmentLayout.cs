using System.Buffers.Binary;

namespace Gantry.Imaging.Frames;

/// <summary>Which fragments make which frame (PS3.5 A.4): by the offset tables where they fit the fragments, else by count or by the streams' first bytes.</summary>
internal static class FragmentLayout
{
    /// <summary>The first fragment of each frame and, at the end, the number of fragments; null when frames cannot be told apart.</summary>
    public static int[]? Find(PixelStore store, int frames, ReadOnlySpan<byte> extendedOffsets)
    {
        IReadOnlyList<long> lengths = store.FragmentLengths!;
        if (lengths.Count == 0 || lengths.Count < frames)
        {
            return null;
        }

        if (frames == 1)
        {
            return [0, lengths.Count];
        }

        if (lengths.Count == frames)
        {
            return [.. Enumerable.Range(0, frames + 1)];
        }

        return ByOffsets(Offsets(extendedOffsets, 8), lengths, frames)
            ?? ByOffsets(Offsets(store.OffsetTable.Span, 4), lengths, frames)
            ?? ByStarts(store, lengths, frames);
    }

    private static long[] Offsets(ReadOnlySpan<byte> table, int size)
    {
        long[] offsets = new long[table.Length / size];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(table[(i * 8)..]) : BinaryPrimitives.ReadUInt32LittleEndian(table[(i * 4)..]);
        }

        return offsets;
    }

    private static int[]? ByOffsets(long[] offsets, IReadOnlyList<long> lengths, int frames)
    {
        if (offsets.Length < frames)
        {
            return null;
        }

        int[] first = new int[frames + 1];
        int fragment = 0;
        long at = 0;
        for (int frame = 0; frame < frames; frame++)
        {
            while (fragment < lengths.Count && at < offsets[frame])
            {
                at += 8 + lengths[fragment++];
            }

            if (fragment == lengths.Count || at != offsets[frame] || (frame > 0 && fragment == first[frame - 1]))
            {
                return null;
            }

            first[frame] = fragment;
        }

        first[frames] = lengths.Count;
        return first[0] == 0 ? first : null;
    }

    private static int[]? ByStarts(PixelStore store, IReadOnlyList<long> lengths, int frames)
    {
        List<int> first = [];
        for (int i = 0; i < lengths.Count; i++)
        {
            ReadOnlySpan<byte> start = store.ReadFragment(i, (int)Math.Min(12, lengths[i])).Span;
            if (start is [0xFF, 0xD8, 0xFF, ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] or [0, 0, 0, 12, (byte)'j', (byte)'P', ..])
            {
                first.Add(i);
            }
        }

        if (first.Count != frames || first[0] != 0)
        {
            return null;
        }

        first.Add(lengths.Count);
        return [.. first];
    }
}
