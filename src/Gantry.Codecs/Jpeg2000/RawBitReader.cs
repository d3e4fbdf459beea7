namespace Gantry.Codecs.Jpeg2000;

/// <summary>Bits of a bypass segment: after a byte FF the next one has seven (ITU-T T.800 D.6). Beyond the end they are ones.</summary>
internal ref struct RawBitReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> data = data;
    private int position;
    private int current;
    private int left;

    public int Read()
    {
        if (left == 0)
        {
            left = current == 0xFF ? 7 : 8;
            current = position < data.Length ? data[position++] : 0xFF;
        }

        left--;
        return (current >> left) & 1;
    }
}
