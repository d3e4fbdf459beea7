namespace Gantry.Codecs.Jpeg;

/// <summary>The example quantisation tables (ITU-T T.81 K.1) scaled by quality, in zigzag order.</summary>
internal static class JpegQuantisation
{
    private static ReadOnlySpan<byte> LuminanceTable =>
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    private static ReadOnlySpan<byte> ChrominanceTable =>
    [
        17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    public static void Luminance(int quality, Span<ushort> table) => Scale(LuminanceTable, quality, table);

    public static void Chrominance(int quality, Span<ushort> table) => Scale(ChrominanceTable, quality, table);

    private static void Scale(ReadOnlySpan<byte> table, int quality, Span<ushort> scaled)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        for (int i = 0; i < 64; i++)
        {
            scaled[i] = (ushort)Math.Clamp((table[i] * percent + 50) / 100, 1, 255);
        }
    }
}
