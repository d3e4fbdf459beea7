namespace Gantry.Codecs;

/// <summary>
/// How the samples of one picture lie in memory: row by row, components interleaved by pixel, each sample in 1, 2 or 4 bytes little endian,
/// signed ones in two's complement extended to the whole of their bytes.
/// </summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Components">Samples in a pixel.</param>
/// <param name="BitsPerSample">Significant bits, 1 to 32.</param>
/// <param name="IsSigned">Two's complement.</param>
public readonly record struct SampleFormat(int Width, int Height, int Components, int BitsPerSample, bool IsSigned)
{
    /// <summary>1, 2 or 4.</summary>
    public int BytesPerSample => BitsPerSample <= 8 ? 1 : BitsPerSample <= 16 ? 2 : 4;

    /// <summary>Bytes of the whole picture.</summary>
    public long ByteLength => (long)Width * Height * Components * BytesPerSample;
}
