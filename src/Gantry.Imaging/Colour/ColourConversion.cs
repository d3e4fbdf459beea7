using Gantry.Dicom.Datasets;

namespace Gantry.Imaging.Colour;

/// <summary>Colours from the space of an instance to that of a picture.</summary>
internal static class ColourConversion
{
    /// <summary>In place; false where the instance's profile is not read (<see cref="IccProfile"/>). An instance without one is taken as sRGB (PS3.3 C.11.15.1.1).</summary>
    public static bool TryApply(Span<byte> rgb, Dataset dataset, RgbSpace to)
    {
        ReadOnlyMemory<byte> own = IccProfile.Find(dataset);
        if (own.IsEmpty && to == RgbSpace.Srgb)
        {
            return true;
        }

        ReadOnlySpan<byte> from = own.IsEmpty ? RgbSpace.Srgb.Profile.Span : own.Span;
        if (from.StartsWith(to.Profile.Span))
        {
            return true;
        }

        if (IccProfile.Read(from) is not { } profile)
        {
            return false;
        }

        profile.Convert(rgb, to);
        return true;
    }
}
