namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>The writing side of <see cref="ForwardBits"/> for magnitudes and signs.</summary>
internal sealed class ForwardBitWriter
{
    private byte[] bytes = new byte[16384];
    private int position;
    private ulong bits;
    private int count;
    private int wide;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, position);

    public void Start() => (position, bits, count, wide) = (0, 0, 0, 8);

    /// <summary>Writes at most 32 bits.</summary>
    public void Write(uint value, int length)
    {
        bits |= (ulong)value << count;
        count += length;
        while (count >= wide)
        {
            Emit();
        }
    }

    /// <summary>Fills up with ones; a last FF is left away, as it is read beyond the end.</summary>
    public void Flush()
    {
        if (count > 0)
        {
            bits |= ulong.MaxValue << count;
            Emit();
        }

        if (position > 0 && bytes[position - 1] == 0xFF)
        {
            position--;
        }
    }

    private void Emit()
    {
        if (position == bytes.Length)
        {
            Array.Resize(ref bytes, 2 * position);
        }

        byte b = (byte)(bits & ((1u << wide) - 1));
        bytes[position++] = b;
        bits >>= wide;
        count -= wide;
        wide = b == 0xFF ? 7 : 8;
    }
}
