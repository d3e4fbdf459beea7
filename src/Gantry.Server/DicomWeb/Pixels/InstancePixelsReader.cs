using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Imaging.Frames;
using Gantry.Server.DicomWeb.Retrieve;

namespace Gantry.Server.DicomWeb.Pixels;

/// <summary>Opens instances for decoding: attributes by one range read, each frame by another. Deflated and big endian ones, and those without a frame table, are read whole.</summary>
internal sealed class InstancePixelsReader(IObjectReader objects, InstanceLoader loader)
{
    private readonly HeaderReader headers = new(objects);

    public async ValueTask<(ImagingError? Error, InstancePixels? Pixels)> OpenAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        TransferSyntax syntax = TransferSyntax.FromUid(instance.TransferSyntaxUid);
        if (instance.Frames is { Count: > 0 } && !syntax.IsDeflated && syntax.IsLittleEndian)
        {
            Dataset attributes = await headers.ReadAsync(instance, cancellationToken).ConfigureAwait(false);
            return (null, new InstancePixels(objects, instance, attributes, null));
        }

        if (await loader.LoadAsync(instance, cancellationToken).ConfigureAwait(false) is not { } file)
        {
            return (ImagingError.Unsupported($"Instance {instance.Identity.Instance} is too large to be opened whole."), null);
        }

        ImagingError? error = PixelFrames.Open(file.Dataset, file.TransferSyntax, out PixelFrames frames);
        return error is null ? (null, new InstancePixels(objects, instance, file.Dataset, frames)) : (error, null);
    }
}
