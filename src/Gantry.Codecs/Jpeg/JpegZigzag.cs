namespace Gantry.Codecs.Jpeg;

/// <summary>The zigzag order of coefficients (T.81 Figure A.6).</summary>
internal static class JpegZigzag
{
    /// <summary>
    /// Where each zigzag position lies in a block that is held column by column: so the transforms, which work on rows, exchange rows and columns only once. 16 more
    /// entries, so that a run past the end of a block stays within the table.
    /// </summary>
    public static ReadOnlySpan<byte> Columns =>
    [
        0, 8, 1, 2, 9, 16, 24, 17, 10, 3, 4, 11, 18, 25, 32, 40, 33, 26, 19, 12, 5, 6, 13, 20, 27, 34, 41, 48, 56, 49, 42, 35,
        28, 21, 14, 7, 15, 22, 29, 36, 43, 50, 57, 58, 51, 44, 37, 30, 23, 31, 38, 45, 52, 59, 60, 53, 46, 39, 47, 54, 61, 62, 55, 63,
        63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    ];
}
