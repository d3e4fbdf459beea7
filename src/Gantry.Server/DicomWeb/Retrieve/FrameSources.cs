using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Files;
using Gantry.Imaging;
using Gantry.Server.DicomWeb.Negotiation;
using Gantry.Server.DicomWeb.Pixels;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>Finds the quickest way to an instance's frames in the form asked for: by its frame table, from the data set where the stored bytes cannot go out as they are, or through codecs.</summary>
internal sealed class FrameSources(IObjectReader objects, InstanceLoader loader, InstancePixelsReader reader, PixelWork work)
{
    /// <summary>The source; or none without an error when the instance has no frames that can be told apart.</summary>
    public async ValueTask<(ImagingError? Error, FrameSource? Source)> OpenAsync(StoredInstance instance, Representation form, CancellationToken cancellationToken)
    {
        TransferSyntax stored = TransferSyntax.FromUid(instance.TransferSyntaxUid);
        TransferSyntax to = TransferSyntax.FromUid(form.TransferSyntax ?? stored.Uid);
        bool isNative = !stored.IsEncapsulated && !to.IsEncapsulated;
        if (to != stored && !isNative && !(stored == TransferSyntax.EncapsulatedUncompressed && !to.IsEncapsulated))
        {
            (ImagingError? error, InstancePixels? pixels) = await reader.OpenAsync(instance, cancellationToken).ConfigureAwait(false);
            return (error, pixels is null ? null : new TranscodedFrames(pixels, to, work));
        }

        if (stored.IsDeflated || !stored.IsLittleEndian)
        {
            DicomFile? file = await loader.LoadAsync(instance, cancellationToken).ConfigureAwait(false);
            return (null, file is null ? null : ConvertedFrames.Open(file.Dataset));
        }

        return (null, instance.Frames is { Count: > 0 } table ? new StoredFrames(objects, instance.Place, table) : null);
    }
}
