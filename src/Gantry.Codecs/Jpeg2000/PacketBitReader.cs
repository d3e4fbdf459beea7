namespace Gantry.Codecs.Jpeg2000;

/// <summary>Bits of packet headers: after a byte FF the next one has seven (ITU-T T.800 B.10.1).</summary>
internal ref struct PacketBitReader
{
    private readonly ReadOnlySpan<byte> data;
    private int current;
    private int left;

    public PacketBitReader(ReadOnlySpan<byte> data, int start)
    {
        this.data = data;
        Position = start;
    }

    public int Position { get; private set; }

    public bool IsExhausted { get; private set; }

    public int ReadBit()
    {
        if (left == 0)
        {
            left = current == 0xFF ? 7 : 8;
            if (Position < data.Length)
            {
                current = data[Position++];
            }
            else
            {
                current = 0;
                IsExhausted = true;
            }
        }

        left--;
        return (current >> left) & 1;
    }

    public int ReadBits(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++)
        {
            value = (value << 1) | ReadBit();
        }

        return value;
    }

    /// <summary>Ends the header: a last byte FF is followed by a stuffed one.</summary>
    public void Align()
    {
        left = 0;
        if (current == 0xFF && Position < data.Length)
        {
            Position++;
        }

        current = 0;
    }
}
