namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>The writing side of <see cref="BackwardBits"/>: the first byte belongs at the end of the segment, and its low half is left for the suffix's length.</summary>
internal sealed class BackwardBitWriter
{
    // 19 bits for each of 1024 quads at most.
    private readonly byte[] bytes = new byte[4096];
    private int position;
    private int current;
    private int used;
    private bool isAfterHigh;

    /// <summary>In the order of writing: the reverse of that in the segment.</summary>
    public Span<byte> Written => bytes.AsSpan(0, position);

    public void Start() => (position, current, used, isAfterHigh) = (0, 0xF, 4, true);

    public void Write(uint value, int count)
    {
        while (count > 0)
        {
            int room = (isAfterHigh ? 7 : 8) - used;
            int take = Math.Min(room, count);
            current |= (int)(value & ((1u << take) - 1)) << used;
            used += take;
            value >>= take;
            count -= take;
            if (take < room)
            {
                return;
            }

            if (isAfterHigh && current != 0x7F)
            {
                // Nothing to stuff: the eighth bit is free.
                isAfterHigh = false;
                continue;
            }

            Emit();
        }
    }

    public void Flush()
    {
        if (used > 0)
        {
            Emit();
        }
    }

    private void Emit()
    {
        bytes[position++] = (byte)current;
        isAfterHigh = current > 0x8F;
        current = 0;
        used = 0;
    }
}
