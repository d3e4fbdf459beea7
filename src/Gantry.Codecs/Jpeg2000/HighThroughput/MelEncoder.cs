namespace Gantry.Codecs.Jpeg2000.HighThroughput;

/// <summary>The writing side of <see cref="MelDecoder"/>.</summary>
internal sealed class MelEncoder
{
    // Every quad of a block with 4096 samples may have an event and every pair one more, of six bits at most.
    private readonly byte[] bytes = new byte[2048];
    private int position;
    private int current;
    private int left;
    private int state;
    private int run;

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, position);

    public void Start() => (position, current, left, state, run) = (0, 0, 8, 0, 0);

    public void Encode(bool isOne)
    {
        int exponent = MelDecoder.Exponents[state];
        if (!isOne)
        {
            if (++run == 1 << exponent)
            {
                Write(1);
                run = 0;
                state = Math.Min(state + 1, 12);
            }

            return;
        }

        Write(0);
        for (int i = exponent - 1; i >= 0; i--)
        {
            Write((run >> i) & 1);
        }

        run = 0;
        state = Math.Max(state - 1, 0);
    }

    /// <summary>Ends an open run and the last byte, which is never FF.</summary>
    public void Flush()
    {
        if (run > 0)
        {
            Write(1);
        }

        if (left < 8)
        {
            bytes[position++] = (byte)current;
        }
    }

    private void Write(int bit)
    {
        current |= bit << --left;
        if (left == 0)
        {
            bytes[position++] = (byte)current;
            left = current == 0xFF ? 7 : 8;
            current = 0;
        }
    }
}
