using Gantry.Dicom;

namespace Gantry.Archive.Ingest;

/// <summary>Where every way in brings its instances.</summary>
public interface IInstanceIntake
{
    /// <summary>A bare data set follows, as in C-STORE; the PS3.10 header is written from the arguments. The data set's own UIDs must agree with them.</summary>
    InstanceReceiver OpenDataset(InstanceSource source, string sopClassUid, string sopInstanceUid, TransferSyntax syntax);

    /// <summary>A PS3.10 file follows, as in STOW-RS or an import; one without meta information gets a header, its data set is kept as it is.</summary>
    /// <param name="source">Who brings it.</param>
    /// <param name="expectedStudy">The study that the way in addresses (STOW-RS to /studies/{study}); another one is refused.</param>
    InstanceReceiver OpenFile(InstanceSource source, StudyUid? expectedStudy = null);
}
