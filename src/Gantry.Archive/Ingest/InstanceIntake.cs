using Gantry.Dicom;
using Gantry.Dicom.Files;

namespace Gantry.Archive.Ingest;

/// <summary>Takes instances in and commits them in groups. Made by <see cref="Lifecycle.LocalArchive"/>, after recovery.</summary>
public sealed class InstanceIntake : IInstanceIntake
{
    private readonly InstanceReception shared;

    internal InstanceIntake(InstanceReception shared) => this.shared = shared;

    public InstanceReceiver OpenDataset(InstanceSource source, string sopClassUid, string sopInstanceUid, TransferSyntax syntax) =>
        new SegmentReceiver(
            shared, source, new Announcement { SopClassUid = sopClassUid, SopInstanceUid = sopInstanceUid },
            new FileMeta(sopClassUid, sopInstanceUid, syntax.Uid, source.CallingAe));

    public InstanceReceiver OpenFile(InstanceSource source, StudyUid? expectedStudy = null) =>
        new SegmentReceiver(shared, source, new Announcement { ExpectedStudy = expectedStudy }, meta: null);
}
