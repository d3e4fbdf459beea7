using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;

namespace Gantry.Imaging.Frames;

/// <summary>
/// The Image Pixel attributes (PS3.3 C.7.6.3) of an instance. Decoded frames are row by row, samples interleaved by pixel, each in a little endian
/// cell of <see cref="CellBytes"/>; samples of one bit are brought to a byte each.
/// </summary>
public sealed record PixelDescription
{
    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>Samples in a pixel, 1 to 4.</summary>
    public required int Samples { get; init; }

    /// <summary>1, 8, 16, 32 or 64.</summary>
    public required int BitsAllocated { get; init; }

    public required int BitsStored { get; init; }

    public required int HighBit { get; init; }

    public required bool IsSigned { get; init; }

    /// <summary>Photometric Interpretation; MONOCHROME2 or RGB where the instance does not say.</summary>
    public required string Photometric { get; init; }

    /// <summary>Samples lie plane by plane in native Pixel Data (Planar Configuration 1).</summary>
    public bool IsPlanar { get; init; }

    public int FrameCount { get; init; } = 1;

    public SampleKind Kind { get; init; }

    /// <summary>Bytes of a decoded sample.</summary>
    public int CellBytes => Math.Max(1, BitsAllocated / 8);

    /// <summary>Bytes of a decoded frame.</summary>
    public int FrameBytes => Rows * Columns * Samples * CellBytes;

    public bool IsMonochrome => Photometric is "MONOCHROME1" or "MONOCHROME2";

    /// <summary>Two pixels share their chrominance (PS3.3 C.7.6.3.1.2): so it lies in native Pixel Data, decoded frames have it for each pixel.</summary>
    public bool IsHalfChrominance => Photometric is "YBR_FULL_422" or "YBR_PARTIAL_422";

    /// <summary>Bits of a frame in native Pixel Data.</summary>
    public long NativeFrameBits => (long)Rows * Columns * (IsHalfChrominance && Samples == 3 ? 2 : Samples) * BitsAllocated;

    /// <summary>Reads and checks the attributes; a decoded frame is at most 1 GiB.</summary>
    public static ImagingError? Read(Dataset dataset, out PixelDescription description)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        SampleKind kind = dataset.Contains(Tags.PixelData) ? SampleKind.Integer
            : dataset.Contains(Tags.FloatPixelData) ? SampleKind.Float
            : dataset.Contains(Tags.DoubleFloatPixelData) ? SampleKind.Double : SampleKind.Integer;
        long samples = dataset.GetInteger(Tags.SamplesPerPixel) ?? 1;
        long allocated = kind switch { SampleKind.Float => 32, SampleKind.Double => 64, _ => dataset.GetInteger(Tags.BitsAllocated) ?? 0 };
        long stored = kind == SampleKind.Integer ? dataset.GetInteger(Tags.BitsStored) ?? allocated : allocated;
        long high = kind == SampleKind.Integer ? dataset.GetInteger(Tags.HighBit) ?? stored - 1 : stored - 1;
        long rows = dataset.GetInteger(Tags.Rows) ?? 0;
        long columns = dataset.GetInteger(Tags.Columns) ?? 0;
        long frames = Math.Max(1, dataset.GetInteger(Tags.NumberOfFrames) ?? 1);
        string photometric = dataset.GetString(Tags.PhotometricInterpretation)?.Trim() is { Length: > 0 } said ? said : samples == 3 ? "RGB" : "MONOCHROME2";
        description = null!;
        if (rows is <= 0 or > 65535 || columns is <= 0 or > 65535)
        {
            return ImagingError.NoPixels($"Rows {rows} by Columns {columns} is no picture.");
        }

        if (samples is < 1 or > 4 || frames > int.MaxValue)
        {
            return ImagingError.Malformed($"Samples per Pixel {samples}, Number of Frames {frames}.");
        }

        if (allocated is not (1 or 8 or 16 or 32 or 64) || (allocated == 64 && kind == SampleKind.Integer))
        {
            return ImagingError.Unsupported($"Bits Allocated {allocated}.");
        }

        // Lenient: Bits Stored beyond Bits Allocated and a High Bit beyond the cell occur; the whole cell is then the sample, PS3.5 8.1.1.
        if (stored < 1 || stored > allocated || high < stored - 1 || high >= allocated)
        {
            (stored, high) = stored >= 1 && stored <= allocated ? (stored, stored - 1) : (allocated, allocated - 1);
        }

        if (rows * columns * samples * Math.Max(1, allocated / 8) > 1 << 30)
        {
            return ImagingError.Unsupported($"A frame of {columns} by {rows} pixels is more than 1 GiB.");
        }

        description = new PixelDescription
        {
            Rows = (int)rows,
            Columns = (int)columns,
            Samples = (int)samples,
            BitsAllocated = (int)allocated,
            BitsStored = (int)stored,
            HighBit = (int)high,
            IsSigned = dataset.GetInteger(Tags.PixelRepresentation) == 1,
            Photometric = photometric,
            IsPlanar = samples > 1 && dataset.GetInteger(Tags.PlanarConfiguration) == 1,
            FrameCount = (int)frames,
            Kind = kind,
        };
        return null;
    }
}
