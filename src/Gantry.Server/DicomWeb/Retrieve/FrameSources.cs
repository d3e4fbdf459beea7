using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Files;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>Finds the quickest way to an instance's frames: by its frame table, or from the data set where the stored bytes cannot go out as they are.</summary>
internal sealed class FrameSources(IObjectReader objects, InstanceLoader loader)
{
    /// <summary>Null when the instance has no frames, or too large a data set to convert.</summary>
    public async ValueTask<FrameSource?> OpenAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        TransferSyntax syntax = TransferSyntax.FromUid(instance.TransferSyntaxUid);
        if (syntax.IsDeflated || !syntax.IsLittleEndian)
        {
            DicomFile? file = await loader.LoadAsync(instance, cancellationToken).ConfigureAwait(false);
            return file is null ? null : ConvertedFrames.Open(file.Dataset);
        }

        return instance.Frames is { Count: > 0 } table ? new StoredFrames(objects, instance.Place, table) : null;
    }
}
