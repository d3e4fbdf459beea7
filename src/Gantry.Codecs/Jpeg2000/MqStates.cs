namespace Gantry.Codecs.Jpeg2000;

/// <summary>The probability states of the MQ coder (ITU-T T.800 Table C.2) for both senses of the more probable symbol.</summary>
internal static class MqStates
{
    public const int Contexts = 19;
    public const int RunContext = 17;
    public const int UniformContext = 18;

    /// <summary>From bit 0: Qe (16 bits), the state after the more probable symbol (7), that symbol (1), the state after the less probable one (7).</summary>
    public static readonly uint[] Rows = Build();

    /// <summary>Initial states (Table D.7).</summary>
    public static void SetInitial(Span<uint> contexts)
    {
        contexts.Fill(Rows[0]);
        contexts[0] = Rows[4 << 1];
        contexts[RunContext] = Rows[3 << 1];
        contexts[UniformContext] = Rows[46 << 1];
    }

    private static uint[] Build()
    {
        // Table C.2: Qe, next on MPS, next on LPS, switch.
        ReadOnlySpan<ushort> table =
        [
            0x5601, 1, 1, 1, 0x3401, 2, 6, 0, 0x1801, 3, 9, 0, 0x0AC1, 4, 12, 0, 0x0521, 5, 29, 0, 0x0221, 38, 33, 0, 0x5601, 7, 6, 1, 0x5401, 8, 14, 0,
            0x4801, 9, 14, 0, 0x3801, 10, 14, 0, 0x3001, 11, 17, 0, 0x2401, 12, 18, 0, 0x1C01, 13, 20, 0, 0x1601, 29, 21, 0, 0x5601, 15, 14, 1, 0x5401, 16, 14, 0,
            0x5101, 17, 15, 0, 0x4801, 18, 16, 0, 0x3801, 19, 17, 0, 0x3401, 20, 18, 0, 0x3001, 21, 19, 0, 0x2801, 22, 19, 0, 0x2401, 23, 20, 0, 0x2201, 24, 21, 0,
            0x1C01, 25, 22, 0, 0x1801, 26, 23, 0, 0x1601, 27, 24, 0, 0x1401, 28, 25, 0, 0x1201, 29, 26, 0, 0x1101, 30, 27, 0, 0x0AC1, 31, 28, 0, 0x09C1, 32, 29, 0,
            0x08A1, 33, 30, 0, 0x0521, 34, 31, 0, 0x0441, 35, 32, 0, 0x02A1, 36, 33, 0, 0x0221, 37, 34, 0, 0x0141, 38, 35, 0, 0x0111, 39, 36, 0, 0x0085, 40, 37, 0,
            0x0049, 41, 38, 0, 0x0025, 42, 39, 0, 0x0015, 43, 40, 0, 0x0009, 44, 41, 0, 0x0005, 45, 42, 0, 0x0001, 45, 43, 0, 0x5601, 46, 46, 0,
        ];
        var rows = new uint[2 * 47];
        for (int i = 0; i < 47; i++)
        {
            for (uint mps = 0; mps < 2; mps++)
            {
                uint nextMps = (uint)(table[4 * i + 1] << 1) | mps;
                uint nextLps = (uint)(table[4 * i + 2] << 1) | (mps ^ table[4 * i + 3]);
                rows[2 * i + mps] = table[4 * i] | (nextMps << 16) | (mps << 23) | (nextLps << 24);
            }
        }

        return rows;
    }
}
