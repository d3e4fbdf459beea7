namespace Gantry.Codecs.Jpeg2000.Encoding;

/// <summary>Bits of packet headers: after a byte FF the next one has seven (ITU-T T.800 B.10.1).</summary>
internal struct PacketBitWriter(ByteBuffer output)
{
    private int current;
    private int left = 8;

    public void Write(int bit)
    {
        left--;
        current |= bit << left;
        if (left == 0)
        {
            Flush();
        }
    }

    public void Write(int value, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            Write((value >> i) & 1);
        }
    }

    /// <summary>Ends the header at a byte; the last is never FF.</summary>
    public void Align()
    {
        // The seven bits after FF are a byte of their own, empty or not.
        if (left < 8)
        {
            Flush();
        }
    }

    private void Flush()
    {
        output.Add((byte)current);
        left = current == 0xFF ? 7 : 8;
        current = 0;
    }
}
