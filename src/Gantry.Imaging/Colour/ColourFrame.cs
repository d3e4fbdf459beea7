using Gantry.Dicom.Datasets;
using Gantry.Imaging.Frames;

namespace Gantry.Imaging.Colour;

/// <summary>A decoded colour frame to RGB of 8 bits a sample (PS3.3 C.7.6.3.1.2).</summary>
internal static class ColourFrame
{
    public static ImagingError? Render(ReadOnlySpan<byte> cells, PixelDescription description, Dataset dataset, out byte[] rgb)
    {
        rgb = [];
        int pixels = description.Rows * description.Columns;
        if (description.Photometric == "PALETTE COLOR")
        {
            if (description.Samples != 1 || description.BitsAllocated > 16 || Palette.Read(dataset, description.IsSigned) is not { } palette)
            {
                return ImagingError.Malformed("PALETTE COLOR without whole tables of three colours for one sample of at most 16 bits.");
            }

            rgb = GC.AllocateUninitializedArray<byte>(3 * pixels);
            Look(cells, description, palette, rgb);
            return null;
        }

        if (description.Samples != 3 || description.Kind != SampleKind.Integer || description.BitsAllocated < 8)
        {
            return ImagingError.Unsupported($"{description.Photometric} with {description.Samples} samples of {description.BitsAllocated} bits.");
        }

        rgb = GC.AllocateUninitializedArray<byte>(3 * pixels);
        ToBytes(cells, description, rgb);
        switch (description.Photometric)
        {
            case "RGB":
                return null;
            case "YBR_FULL":
                FromFull(rgb);
                return null;
            case "YBR_PARTIAL":
                FromPartial(rgb);
                return null;
            default:
                return ImagingError.Unsupported($"Photometric Interpretation {description.Photometric}.");
        }
    }

    /// <summary>RGB to YCbCr of JFIF, in place, for an encoder.</summary>
    public static void ToFull(Span<byte> rgb)
    {
        for (int i = 0; i + 2 < rgb.Length; i += 3)
        {
            int r = rgb[i], g = rgb[i + 1], b = rgb[i + 2];
            rgb[i] = (byte)(((19595 * r) + (38470 * g) + (7471 * b) + 32768) >> 16);
            rgb[i + 1] = Clamp((((-11059 * r) - (21709 * g) + (32768 * b) + 32768) >> 16) + 128);
            rgb[i + 2] = Clamp((((32768 * r) - (27439 * g) - (5329 * b) + 32768) >> 16) + 128);
        }
    }

    /// <summary>YBR_FULL to RGB in place; coefficients in 16 bits of fraction.</summary>
    public static void FromFull(Span<byte> samples)
    {
        for (int i = 0; i + 2 < samples.Length; i += 3)
        {
            int y = (samples[i] << 16) + 32768, cb = samples[i + 1] - 128, cr = samples[i + 2] - 128;
            samples[i] = Clamp((y + (91881 * cr)) >> 16);
            samples[i + 1] = Clamp((y - (22554 * cb) - (46802 * cr)) >> 16);
            samples[i + 2] = Clamp((y + (116130 * cb)) >> 16);
        }
    }

    private static void FromPartial(Span<byte> samples)
    {
        for (int i = 0; i + 2 < samples.Length; i += 3)
        {
            int y = (76309 * (samples[i] - 16)) + 32768, cb = samples[i + 1] - 128, cr = samples[i + 2] - 128;
            samples[i] = Clamp((y + (104597 * cr)) >> 16);
            samples[i + 1] = Clamp((y - (25674 * cb) - (53279 * cr)) >> 16);
            samples[i + 2] = Clamp((y + (132201 * cb)) >> 16);
        }
    }

    private static void Look(ReadOnlySpan<byte> cells, PixelDescription description, Palette palette, byte[] rgb)
    {
        for (int i = 0, to = 0; to < rgb.Length; i++, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = palette[CellReader.Stored(CellReader.Raw(cells, description.CellBytes, i), description)];
        }
    }

    /// <summary>Samples of more than 8 bits lose their low ones; those of fewer are spread over the range.</summary>
    private static void ToBytes(ReadOnlySpan<byte> cells, PixelDescription description, byte[] bytes)
    {
        if (description is { CellBytes: 1, BitsStored: 8, HighBit: 7 })
        {
            cells[..bytes.Length].CopyTo(bytes);
            return;
        }

        long full = (1L << description.BitsStored) - 1;
        PixelDescription unsigned = description with { IsSigned = false };
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(((CellReader.Stored(CellReader.Raw(cells, description.CellBytes, i), unsigned) * 255) + (full / 2)) / full);
        }
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
