using System.Buffers;

namespace Gantry.Network.Dimse;

/// <summary>What a fragment amounted to.</summary>
/// <param name="Kind">See <see cref="DimseStepKind"/>.</param>
/// <param name="Command">For <see cref="DimseStepKind.Command"/>: the whole command set.</param>
/// <param name="Data">For <see cref="DimseStepKind.Data"/>: bytes of its data set, borrowed as the fragment was.</param>
/// <param name="EndsMessage">Nothing more of this message follows.</param>
/// <param name="Error">For <see cref="DimseStepKind.Malformed"/>: what was wrong, for the log.</param>
public readonly record struct DimseStep(DimseStepKind Kind, CommandSet? Command = null, ReadOnlySequence<byte> Data = default, bool EndsMessage = false, string? Error = null);
