using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;

namespace Gantry.Server.Web.Frames;

/// <summary>Reads the part of an object before its pixels: attributes, lookup tables, overlays.</summary>
internal static class InstanceHeader
{
    private const int MaxBytes = 32 << 20;
    private static readonly ReadLimits Limits = ReadLimits.Default with { MaxInflatedBytes = MaxBytes };

    /// <summary>The file as far as it was read; it ends early on purpose, so its error tells nothing. An object without a frame table is read whole, up to the same limit.</summary>
    /// <exception cref="ObjectStoreException">The bytes cannot be read.</exception>
    public static async ValueTask<DicomFile> ReadAsync(StoredInstance instance, IObjectReader objects, CancellationToken cancellationToken)
    {
        long pixels = instance.Frames switch
        {
            { IsEncapsulated: false } native => native.PixelData.Offset,
            { Fragments: [[var first, ..], ..] } => first.Offset,
            _ => instance.Place.Length,
        };
        byte[] header = new byte[Math.Min(Math.Min(pixels, instance.Place.Length), MaxBytes)];
        await objects.ReadAsync(instance.Place, 0, header, cancellationToken);
        return DicomFile.Read(header, Limits);
    }
}
