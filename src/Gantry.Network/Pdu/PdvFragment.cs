using System.Buffers;

namespace Gantry.Network.Pdu;

/// <summary>Bytes of one presentation data value, as many as have arrived (PS3.8 9.3.5.1, E.2).</summary>
/// <param name="ContextId">The presentation context.</param>
/// <param name="IsCommand">Bytes of the command set rather than of the data set.</param>
/// <param name="IsLast">These bytes end the command set or data set.</param>
/// <param name="Data">Borrowed from the transport's buffers until the next read.</param>
public readonly record struct PdvFragment(byte ContextId, bool IsCommand, bool IsLast, ReadOnlySequence<byte> Data);
