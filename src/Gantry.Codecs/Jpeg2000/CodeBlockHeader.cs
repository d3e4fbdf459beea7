using System.Numerics;

namespace Gantry.Codecs.Jpeg2000;

/// <summary>What a packet's header says of one code-block: whether it brings any of it, how many passes, and how many bytes (ITU-T T.800 B.10, T.814 B).</summary>
internal static class CodeBlockHeader
{
    /// <param name="index">Of the block in the band.</param>
    /// <param name="pending">Gets the pieces that the packet's body has of it: the block, its segment, bytes.</param>
    public static void Read(
        ref PacketBitReader bits, PrecinctBand band, int index, CodingStyle style, int layer, List<(CodeBlock, int, int)> pending)
    {
        CodeBlock block = band.Blocks[index];
        int x = index % band.BlocksWide, y = index / band.BlocksWide;
        if (block.IsIncluded ? bits.ReadBit() == 0 : !band.Inclusion.IsBelow(ref bits, x, y, layer + 1))
        {
            return;
        }

        if (!block.IsIncluded)
        {
            block.IsIncluded = true;
            block.EmptyPlanes = band.EmptyPlanes.Read(ref bits, x, y, 64);
        }

        int passes = ReadPassCount(ref bits);
        while (bits.ReadBit() == 1 && !bits.IsExhausted)
        {
            block.LengthBits++;
        }

        if ((style.BlockStyle & CodeBlockStyle.HighThroughput) != 0 && block.Passes == 0)
        {
            // Passes that were left out come in threes before the first clean-up pass, and are counted in the width of its length (T.814 B).
            int absent = (passes - 1) / 3 * 3;
            block.EmptyPlanes += absent / 3;
            passes -= absent;
            int wide = block.LengthBits + BitOperations.Log2((uint)absent + 1);
            if (wide > 31)
            {
                bits.ReadBits(32);
                return;
            }

            block.Segments.Add(new CodeBlockSegment(1, 1, 0));
            pending.Add((block, 0, bits.ReadBits(wide)));
            block.Passes = 1;
            passes--;
        }

        while (passes > 0 && !bits.IsExhausted)
        {
            if (block.Segments.Count == 0 || block.Segments[^1].Passes >= block.Segments[^1].MaxPasses)
            {
                block.Segments.Add(new CodeBlockSegment(0, SegmentLimit(style.BlockStyle, block.Passes), 0));
            }

            int last = block.Segments.Count - 1;
            CodeBlockSegment segment = block.Segments[last];
            int take = Math.Min(passes, segment.MaxPasses - segment.Passes);
            int lengthBits = block.LengthBits + BitOperations.Log2((uint)take);
            if (lengthBits > 31)
            {
                bits.ReadBits(32);
                return;
            }

            int length = bits.ReadBits(lengthBits);
            block.Segments[last] = segment with { Passes = segment.Passes + take };
            block.Passes += take;
            passes -= take;
            pending.Add((block, last, length));
        }
    }

    /// <summary>How many passes a segment that starts after <paramref name="done"/> passes may hold (D.6, Table D.9).</summary>
    private static int SegmentLimit(CodeBlockStyle style, int done)
    {
        if ((style & CodeBlockStyle.HighThroughput) != 0)
        {
            // T.814 B: the clean-up pass by itself, then significance propagation and refinement together.
            return done % 3 == 0 ? 1 : 2;
        }

        if ((style & CodeBlockStyle.TerminateEachPass) != 0)
        {
            return 1;
        }

        if ((style & CodeBlockStyle.Bypass) != 0)
        {
            return done == 0 ? 10 : (done - 10) % 3 == 0 ? 2 : 1;
        }

        return int.MaxValue;
    }

    /// <summary>Table B.4.</summary>
    private static int ReadPassCount(ref PacketBitReader bits)
    {
        if (bits.ReadBit() == 0)
        {
            return 1;
        }

        if (bits.ReadBit() == 0)
        {
            return 2;
        }

        int two = bits.ReadBits(2);
        if (two < 3)
        {
            return 3 + two;
        }

        int five = bits.ReadBits(5);
        return five < 31 ? 6 + five : 37 + bits.ReadBits(7);
    }
}
