using System.Net;
using Gantry.Dicom;

namespace Gantry.Network.Services.Storage;

/// <summary>A C-STORE-RQ (PS3.7 9.3.1.1) and where it comes from.</summary>
/// <param name="SopClassUid">The abstract syntax of its presentation context.</param>
/// <param name="SopInstanceUid">A UID.</param>
/// <param name="Syntax">The transfer syntax accepted for its presentation context.</param>
/// <param name="CallingAe">The association requestor's AE title.</param>
/// <param name="CalledAe">The AE title it called.</param>
/// <param name="Peer">Its network address.</param>
public readonly record struct StoreRequest(string SopClassUid, string SopInstanceUid, TransferSyntax Syntax, string CallingAe, string CalledAe, EndPoint? Peer);
