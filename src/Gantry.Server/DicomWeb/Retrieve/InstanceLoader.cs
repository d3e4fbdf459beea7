using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>Reads a stored instance whole, after its corrections, for the few answers that need its data set: bounded by <see cref="DicomWebOptions.MaxConvertedBytes"/>.</summary>
internal sealed class InstanceLoader(IObjectReader objects, DicomWebOptions options)
{
    private readonly ReadLimits limits = ReadLimits.Default with { MaxInflatedBytes = options.MaxConvertedBytes };

    /// <summary>Null when the instance is larger than the limit, as stored or inflated.</summary>
    public async ValueTask<DicomFile?> LoadAsync(StoredInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Place.Length > options.MaxConvertedBytes)
        {
            return null;
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)instance.Place.Length);
        await objects.ReadAsync(instance.Place, 0, bytes, cancellationToken).ConfigureAwait(false);
        DicomFile file = DicomFile.Read(bytes, limits);
        if (file.Error is { Kind: DicomErrorKind.DeflateCorrupt })
        {
            return null;
        }

        if (instance.Corrections is { } corrections)
        {
            CorrectedDataset.Apply(file.Dataset, corrections);
        }

        return file;
    }
}
