namespace Gantry.Codecs.JpegXl.VarDct;

/// <summary>The 27 ways in which a block of a frame is transformed (18181-1 I.2.2), by number.</summary>
internal static class BlockKind
{
    public const int Count = 27;

    public const int Dct8 = 0;

    public const int Identity = 1;

    public const int Dct2 = 2;

    public const int Dct4 = 3;

    public const int Dct4By8 = 12;

    public const int Dct8By4 = 13;

    public const int FirstCorner = 14;

    public const int LastCorner = 17;

    /// <summary>Blocks of eight by eight that it takes, across.</summary>
    public static ReadOnlySpan<byte> Wide => [1, 1, 1, 1, 2, 4, 1, 2, 1, 4, 2, 4, 1, 1, 1, 1, 1, 1, 8, 4, 8, 16, 8, 16, 32, 16, 32];

    /// <summary>And down.</summary>
    public static ReadOnlySpan<byte> High => [1, 1, 1, 1, 2, 4, 2, 1, 4, 1, 4, 2, 1, 1, 1, 1, 1, 1, 8, 8, 4, 16, 16, 8, 32, 32, 16];

    /// <summary>Which order of coefficients it has.</summary>
    public static ReadOnlySpan<byte> Shape => [0, 1, 1, 1, 2, 3, 4, 4, 5, 5, 6, 6, 1, 1, 1, 1, 1, 1, 7, 8, 8, 9, 10, 10, 11, 12, 12];

    /// <summary>Which table of weights it has.</summary>
    public static ReadOnlySpan<byte> Table => [0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 10, 10, 11, 12, 12, 13, 14, 14, 15, 16, 16];
}
