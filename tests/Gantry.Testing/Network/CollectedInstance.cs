using Gantry.Archive.Ingest;
using Gantry.Dicom;

namespace Gantry.Testing.Network;

/// <summary>What a C-STORE brought.</summary>
public sealed record CollectedInstance(InstanceSource Source, string SopClassUid, string SopInstanceUid, TransferSyntax Syntax, ReadOnlyMemory<byte> Dataset);
